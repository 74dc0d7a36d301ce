/** The environment or playground.yaml cannot be used; the message names the variable or the line. */
export class ConfigError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ConfigError'
  }
}
