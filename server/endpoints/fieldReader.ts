import { FailureError } from '../contract/failure.ts'
import { Secret } from '../vault/secret.ts'

/** How the fields of an endpoint's definition are read: playground.yaml and the API differ in secrets and in refusals. */
export interface FieldReader {
  /** `path`: where the field stands, from the top of the body or file. */
  refuse(path: PropertyKey[], message: string): never
  text(value: string, path: PropertyKey[]): string
  /** `key` or its `_plaintext` twin: in Databricks the first is a reference, the second the value. */
  secret(config: Record<string, unknown>, key: string, path: PropertyKey[]): Secret | undefined
}

function refuse(path: PropertyKey[], message: string): never {
  const field = path.map(String).join('.')
  throw new FailureError({
    kind: 'bad-request',
    message: field === '' ? message : `${field}: ${message}`,
    isRetryable: false,
    ...(field === '' ? {} : { field }),
  })
}

/** A body of the serving-endpoints API. */
export const apiFields: FieldReader = {
  refuse,
  text: (value) => value,
  secret(config, key, path) {
    const plain = config[`${key}_plaintext`]
    const reference = config[key]
    if (reference !== undefined)
      refuse(
        [...path, key],
        `it takes a reference to a Databricks secret, {{secrets/…}}, which only Databricks can read. Send the key itself as ${key}_plaintext.`,
      )
    return typeof plain === 'string' ? new Secret(plain.trim()) : undefined
  },
}

/** What was stored: checked when it came, its secrets apart. */
export const storedFields: FieldReader = { refuse, text: (value) => value, secret: () => undefined }
