import { removeFromBody } from '../../models/requestBody/editBody.ts'
import { changeText, type Query } from './query.ts'

export function removeField(query: Query, field: string): void {
  changeText(query, removeFromBody(query.store.getState().document.text, [field]))
}
