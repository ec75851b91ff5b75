/** The package's version: the build writes it. */
declare const VERSION: string;
