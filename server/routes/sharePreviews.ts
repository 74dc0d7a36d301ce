export interface PreviewedPage {
  sessionId: string
  title: string
  html: string
  byteLength: number
}

/** Pages somebody looks at before sharing them, in memory: of as many as there are, as large as they are, the newest. */
export function createSharePreviews() {
  const pages = new Map<string, PreviewedPage>()
  let byteLength = 0
  return {
    add(id: string, page: PreviewedPage): void {
      pages.set(id, page)
      byteLength += page.byteLength
      for (const [oldest, old] of pages) {
        if (oldest === id || (pages.size <= maxPages && byteLength <= maxBytes)) return
        pages.delete(oldest)
        byteLength -= old.byteLength
      }
    },
    get: (id: string): PreviewedPage | undefined => pages.get(id),
  }
}

const maxPages = 16
const maxBytes = 96 * 1024 * 1024
