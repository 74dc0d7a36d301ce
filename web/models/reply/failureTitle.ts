import type { FailureKind } from '../../../server/contract/failure.ts'

/** What happened, in two or three words. */
export function failureTitle(kind: FailureKind): string {
  return titles[kind] ?? 'Failed'
}

const titles: Partial<Record<FailureKind, string>> = {
  'bad-request': 'Not sent',
  'not-found': 'Not there',
  conflict: 'Conflict',
  'too-large': 'Too large',
  forbidden: 'Not allowed',
  internal: 'The server failed',
  'address-refused': 'Address refused',
  unreachable: 'Not reachable',
  tls: 'No secure connection',
  'connect-timeout': 'No connection',
  'response-timeout': 'No answer',
  'idle-timeout': 'Went silent',
  redirected: 'Redirected',
  'credential-missing': 'No key',
  'credential-refused': 'Key refused',
  'model-not-found': 'Model not found',
  'request-rejected': 'Request rejected',
  'rate-limited': 'Rate limited',
  overloaded: 'Overloaded',
  'upstream-error': 'Provider error',
  'answer-cut': 'Cut off',
  'answer-invalid': 'Unreadable answer',
  'answer-too-long': 'Answer too long',
  'model-not-ready': 'Model not ready',
  'model-crashed': 'Model crashed',
  'endpoint-removed': 'Endpoint removed',
  'server-closing': 'Server closing',
}
