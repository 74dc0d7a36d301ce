/** Tabs of one browser tell each other what they saved; another browser's saves are seen when this page is shown again. */
interface Saved {
  sessionId: string
  revision: number
}

const channelName = 'ai-playground.sessions'
let channel: BroadcastChannel | undefined

export function announceSaved(sessionId: string, revision: number): void {
  channel ??= new BroadcastChannel(channelName)
  // A channel's postMessage takes no origin: it never leaves its own.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  channel.postMessage({ sessionId, revision } satisfies Saved)
}

/** A channel of its own: a channel never hears itself, and the page must hear every other tab. */
export function onSavedElsewhere(sessionId: string, hear: (revision: number) => void): () => void {
  channel ??= new BroadcastChannel(channelName)
  const listening = channel
  const onMessage = ({ data }: MessageEvent<Saved>) => {
    if (data.sessionId === sessionId) hear(data.revision)
  }
  listening.addEventListener('message', onMessage)
  return () => listening.removeEventListener('message', onMessage)
}
