import type { ExportFormat } from '../../../server/contract/invocationList.ts'

export const exportFormats: { format: ExportFormat; label: string; hint: string }[] = [
  { format: 'jsonl', label: 'JSON lines', hint: '.jsonl' },
  { format: 'csv', label: 'CSV for spreadsheets', hint: '.csv' },
  { format: 'parquet', label: 'Parquet', hint: '.parquet' },
]
