import { readFileSync } from 'node:fs'

/**
 * Bytes the system has taken from us that the other side has not. A socket only says "full" when the system's buffer is,
 * and on loopback Linux gives each connection 2.6 MB of it, which Node cannot change: a reader that reads nothing would
 * let its upstreams run that far ahead. Undefined where the system does not tell; there its buffers are the only bound.
 * The tables: https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt
 */
export function unreadBytes({
  localPort,
  remotePort,
}: {
  localPort?: number
  remotePort?: number
}): number | undefined {
  if (process.platform !== 'linux' || localPort === undefined || remotePort === undefined) return undefined
  const line = new RegExp(`: [0-9A-F]+:${hex(localPort)} [0-9A-F]+:${hex(remotePort)} [0-9A-F]{2} ([0-9A-F]{8}):`)
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    try {
      const unread = line.exec(readFileSync(table, 'latin1'))?.[1]
      if (unread !== undefined) return Number.parseInt(unread, 16)
    } catch {
      // A container may hide it.
    }
  }
  return undefined
}

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0')
}
