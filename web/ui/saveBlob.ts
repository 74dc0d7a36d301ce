/** Offers a file for download. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Once the browser has begun to read it.
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
