export const newTextFieldId = 'new-text'
