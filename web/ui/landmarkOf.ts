/**
 * Where a popup of this element belongs: in the same part of the page, or in the dialog it stands in (everything
 * outside an open dialog is inert). In <body> it would be outside every landmark.
 */
export function landmarkOf(element: Element): HTMLElement | undefined {
  return element.closest<HTMLElement>('[role=dialog], main, nav') ?? undefined
}
