import type { ProviderRow } from '../providers/providerRow.ts'

/** The row of an upstream that this client signs in at by itself; its credential is then the client's secret. */
export function withClient(row: ProviderRow, clientId: string | null | undefined): ProviderRow {
  return clientId ? { ...row, credentialStyle: { clientId } } : row
}

export function clientIdOf({ credentialStyle }: ProviderRow): string | undefined {
  return typeof credentialStyle === 'object' && 'clientId' in credentialStyle ? credentialStyle.clientId : undefined
}
