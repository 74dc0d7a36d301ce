import { SegmentedSwitch } from '../../ui/SegmentedSwitch.tsx'
import { useEmbed } from './workbench.ts'

export type NarrowView = 'texts' | 'vectors'

/** A phone has room for one side at a time. */
export function ViewSwitch({ view, onChange }: { view: NarrowView; onChange: (view: NarrowView) => void }) {
  const count = useEmbed(({ document }) => document.texts.length)
  return (
    <div className="border-b border-line px-4 py-2">
      <SegmentedSwitch
        label="Side"
        options={[
          { value: 'texts', label: count > 0 ? `Texts ${count}` : 'Texts' },
          { value: 'vectors', label: 'Vectors' },
        ]}
        value={view}
        onChange={onChange}
      />
    </div>
  )
}
