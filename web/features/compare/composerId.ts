/** The prompt's element: what `/` and the example prompts focus. */
export const composerId = 'compare-prompt'
