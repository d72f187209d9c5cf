/** A recording, bundled as bytes. */
declare module "*.bin" {
  const bytes: ArrayBuffer;
  export default bytes;
}
