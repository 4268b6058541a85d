// The whole app runs in the browser: the server hands out one static page for every address.
export const ssr = false;
export const prerender = false;
