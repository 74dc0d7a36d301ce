import { EmptyTexts } from './EmptyTexts.tsx'
import { ModelList } from './ModelList.tsx'
import { TextActions } from './TextActions.tsx'
import { TextList } from './TextList.tsx'
import { useEmbed } from './workbench.ts'

/** The texts and the models that embed them; what can be done with both stands under them, always in view. */
export function TextColumn() {
  const isEmpty = useEmbed(({ document }) => document.texts.length === 0)
  return (
    <section
      aria-label="Texts and models"
      className="grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)_auto] border-r border-line max-sm:border-0 [@media(max-height:420px)]:min-h-[28rem]"
    >
      <ModelList />
      {isEmpty ? <EmptyTexts /> : <TextList />}
      <TextActions />
    </section>
  )
}
