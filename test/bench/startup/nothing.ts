/** What workerd itself needs for any Worker. */
export default { fetch: () => new Response() };
