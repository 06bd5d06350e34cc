/** The pages of the console that need no key to show something, by their path below a project, or of the console. */
export const projectPages: readonly string[] = ['home', 'api-keys/keys', 'api-keys/keys/new']

export const consolePages: readonly string[] = ['account']
