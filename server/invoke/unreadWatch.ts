import { readFile } from 'node:fs/promises'

/**
 * Which readers have stopped reading.
 *
 * A socket only says "full" when the system's buffer is, and on loopback Linux lets each connection's grow to 2.6 MB and
 * more, which Node cannot change: a reader that reads nothing would let its upstreams run that far ahead. The system's
 * tables say how much of it the other side has not taken. One look, off the main thread, serves all who ask; it is
 * repeated with growing pauses, since on a busy machine the tables are long.
 * Where the system does not tell, its buffers are the only bound.
 * https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt, read 2026-11-22.
 */
export interface UnreadWatch {
  /**
   * Looks, soon, whether at most `maxBytes` wait in the system to be taken by the other side. `onUnread`: more do, and it
   * is looked again until `onRead`, which always comes last. Gives the way to give up.
   */
  watch(socket: SocketPorts, maxBytes: number, reader: WatchedReader): () => void
}

interface WatchedReader {
  onUnread(): void
  onRead(): void
}

interface SocketPorts {
  localPort?: number | undefined
  remotePort?: number | undefined
}

interface Waiter {
  /** As the tables write the two ports. */
  line: RegExp
  maxBytes: number
  reader: WatchedReader
  isUnread: boolean
}

const msFirst = 5
const msLongest = 250

export function createUnreadWatch(readTables: () => Promise<string> = systemTables): UnreadWatch {
  const waiters = new Set<Waiter>()
  let timer: NodeJS.Timeout | undefined
  let ms = msFirst
  let isLooking = false

  function schedule(): void {
    if (isLooking || timer !== undefined || waiters.size === 0) return
    timer = setTimeout(() => void look(), ms)
    timer.unref()
  }

  async function look(): Promise<void> {
    timer = undefined
    isLooking = true
    // Who asks while the tables are read is not in them yet.
    const asked = [...waiters]
    const tables = await readTables()
    isLooking = false
    ms = Math.min(msLongest, ms * 2)
    for (const waiter of asked) {
      if (!waiters.has(waiter)) continue
      if (unreadIn(tables, waiter.line) > waiter.maxBytes) {
        if (!waiter.isUnread) waiter.reader.onUnread()
        waiter.isUnread = true
        continue
      }
      waiters.delete(waiter)
      ms = msFirst
      waiter.reader.onRead()
    }
    schedule()
  }

  return {
    watch({ localPort = 0, remotePort = 0 }, maxBytes, reader) {
      const line = new RegExp(`: [0-9A-F]+:${hex(localPort)} [0-9A-F]+:${hex(remotePort)} [0-9A-F]{2} ([0-9A-F]{8}):`)
      const waiter = { line, maxBytes, reader, isUnread: false }
      waiters.add(waiter)
      if (ms > msFirst) {
        ms = msFirst
        clearTimeout(timer)
        timer = undefined
      }
      schedule()
      return () => waiters.delete(waiter)
    },
  }
}

/** A socket that is in no table has nothing unread, or is gone. */
function unreadIn(tables: string, line: RegExp): number {
  const unread = line.exec(tables)?.[1]
  return unread === undefined ? 0 : Number.parseInt(unread, 16)
}

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0')
}

async function systemTables(): Promise<string> {
  if (process.platform !== 'linux') return ''
  // A container may hide them.
  const read = (name: string) => readFile(`/proc/self/net/${name}`, 'latin1').catch(() => '')
  return (await Promise.all([read('tcp'), read('tcp6')])).join('\n')
}
