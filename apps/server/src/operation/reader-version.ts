/** Name and version of everything between an original and its reading: formats, normal form, reveals, captures. Raise it when any of them changes its answers. */
export const READER = "creance-reader/4";
