/** What becomes of an intent on a data plane that cannot do it. */
export enum WhenUnsupported {
  /** The program does not synthesise. */
  ERROR = 'error',
  /** What is unsupported is left out, and listed in the report. */
  OMIT = 'omit',
}
