import type { EmbedDocument } from '../../../server/contract/embedDocument.ts'
import { maxEmbedModels, maxTexts } from '../../../server/contract/limits.ts'
import type { Titled as TitledDocument } from '../../models/session/autosave.ts'
import { capped, mergeFields, mergeLists, pick } from '../../models/session/merge.ts'

type Titled = TitledDocument<EmbedDocument>

/** One page changed in two places, made one again (see merge.ts). A text's id changes with it: two edits of one text are two texts. */
export function mergeDocuments(base: Titled, mine: Titled, theirs: Titled): Titled {
  const [b, m, t] = [base.document, mine.document, theirs.document]
  return {
    title: pick(base.title, mine.title, theirs.title),
    document: {
      ...mergeFields(b, m, t),
      texts: capped(mergeLists(b.texts, m.texts, t.texts, mergeFields), m.texts, maxTexts),
      models: capped(mergeLists(b.models, m.models, t.models, mergeFields), m.models, maxEmbedModels),
    },
  }
}
