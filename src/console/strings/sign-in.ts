export const signInTexts = {
  title: "Sign in",
  lead: "Sign in with an API key of your tenant. The browser gets a session cookie; the key is not kept.",
  key: "API key",
  keyHint: "It begins with pm_. The platform's operator signs in with the ADMIN_TOKEN.",
  showKey: "Show or hide the key",
  signIn: "Sign in",
  signingIn: "Signing you in…",
  noKey: "No key yet? The platform's operator creates one for your tenant.",
};
