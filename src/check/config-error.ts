/** What is wrong with a configuration, in a sentence for whoever wrote it. */
export class ConfigError extends Error {}
