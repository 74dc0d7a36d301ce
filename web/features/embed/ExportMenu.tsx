import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { showToast } from '../../ui/Toast.tsx'
import { callAnalysis } from '../../vectors/callAnalysis.ts'
import { writeVectorFile } from '../../vectors/callFiles.ts'
import type { FileFormat } from '../../vectors/files/writeFile.ts'
import { activeModel, modelName } from './models.ts'
import { saveBlob } from '../../ui/saveBlob.ts'
import { useEmbed, useWorkbench, type Workbench } from './workbench.ts'

const formats: { format: FileFormat; label: string }[] = [
  { format: 'csv', label: 'CSV' },
  { format: 'jsonl', label: 'JSONL' },
  { format: 'parquet', label: 'Parquet' },
  { format: 'npy', label: 'NumPy .npy (vectors only)' },
]

/** The texts with the vectors of the model that is shown. */
export function ExportMenu() {
  const workbench = useWorkbench()
  const name = useEmbed(({ document, activeModelId }) => {
    const model = activeModel(document, activeModelId)
    return model && document.models.length > 1 ? modelName(model) : undefined
  })
  const isEmpty = useEmbed(({ document }) => document.texts.length === 0)
  return (
    <Menu
      align="end"
      trigger={
        <Button kind="plain" disabled={isEmpty}>
          <Icon name="download" className="size-[15px]" />
          <span className="max-sm:sr-only">Export</span>
        </Button>
      }
      items={formats.map(({ format, label }) => ({
        label: name === undefined ? label : `${label}, ${name}`,
        onSelect: () => void exportAs(workbench, format),
      }))}
    />
  )
}

async function exportAs({ store }: Workbench, format: FileFormat): Promise<void> {
  const { document, activeModelId, title } = store.getState()
  const model = activeModel(document, activeModelId)
  if (!model) return
  try {
    const { values, dimensions } = await callAnalysis('all', { vectorsId: model.vectorsId })
    if (format === 'npy' && dimensions === 0) return showToast({ message: 'There are no vectors yet.' })
    const texts = document.texts.map(({ text, label }) => ({ text, ...(label !== undefined && { label }) }))
    saveBlob(await writeVectorFile(format, { texts, values, dimensions }), `${fileName(title)}.${format}`)
  } catch (error) {
    showToast({ message: `Not exported. ${error instanceof Error ? error.message : String(error)}` })
  }
}

function fileName(title: string): string {
  return (
    title
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 60) || 'embedding'
  )
}
