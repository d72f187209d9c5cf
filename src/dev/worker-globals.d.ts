/** What workerd has and Node has not, in the files of the Worker that Node-side code imports. */
interface SubtleCrypto {
  timingSafeEqual(a: ArrayBufferView, b: ArrayBufferView): boolean;
}
