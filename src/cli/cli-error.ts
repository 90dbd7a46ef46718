/** What keeps a command from running, in a sentence for whoever started it: exit code 2. */
export class CliError extends Error {}
