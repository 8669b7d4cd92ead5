// Where the pages of moirai lie, for programs that serve them under an address of their own.

/** A directory, beside this file in the sources as in the package. */
export const OWN_PAGES: string = decodeURIComponent(
  new URL("../../web", import.meta.url).pathname,
);
