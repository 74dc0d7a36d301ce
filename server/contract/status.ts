/** GET /api/status */
export interface Status {
  version: string
  /** Where everything is kept, as an absolute path. */
  dataFolder: string
  /** Whether a credential that a client sends must be right, and whether it has to send one. */
  credentials: 'unchecked' | 'checked' | 'required'
  /** `failed` completes "Not saved: …"; the server keeps trying. */
  saving: 'ok' | { failed: string }
  /** Invocations of which something is not on the disk yet: what a `kill -9` now would cost. */
  unwritten: number
  /** Another number whenever endpoints may have come, gone or changed: then it is worth asking for them. */
  endpointsRevision: number
}
