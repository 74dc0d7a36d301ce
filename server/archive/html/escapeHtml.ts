/** For text and for attributes in double quotes. NUL is no character of HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\0]/g, (character) => escapes[character] ?? '\uFFFD')
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
