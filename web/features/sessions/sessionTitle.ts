/** A session that was never named is called by what it is. */
export function sessionTitle({ title }: { title: string }): string {
  return title.trim() || 'Untitled comparison'
}
