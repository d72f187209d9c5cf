/** Globals of workerd that Node lacks, in files of the Worker that code for Node imports. */
interface SubtleCrypto {
  timingSafeEqual(a: ArrayBufferView, b: ArrayBufferView): boolean;
}
