/**
 * The words of a session in the search index, in parts, so that a change makes one of them anew and not all. A part's
 * place is its session's number and its own: first title and tags, then the document, then the replies in the order in
 * which they ended. All of a session's words are found together, wherever they are.
 */
export const partsPerSession = 65_536
export const titlePart = 0
export const firstDocumentPart = 1
export const firstReplyPart = 1024
