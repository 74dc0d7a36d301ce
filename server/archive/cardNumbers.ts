/** Digits in groups, as cards are printed. */
const digits = /(?<![\d.,])\d{1,19}(?:[ -]\d{1,19}){0,400}(?![\d.,]\d)/g

/** Each card number in a text: of a network's beginning and length, with a right check digit, and no part of a longer number. */
export function cardNumbers(text: string): string[] {
  const found: string[] = []
  for (const { 0: run } of text.matchAll(digits)) {
    const groups = [...run.matchAll(/\d+/g)]
    const words = groups.map(([group]) => group)
    for (let first = 0; first < groups.length;) {
      const last = lastOfCard(words, first)
      if (last === undefined) {
        first++
        continue
      }
      const end = groups[last]
      if (end !== undefined) found.push(run.slice(groups[first]?.index, end.index + end[0].length))
      first = last + 1
    }
  }
  return found
}

/** Index of the group that ends a card number beginning with the group `first`. */
function lastOfCard(groups: string[], first: number): number | undefined {
  let number = ''
  for (let index = first; index < groups.length && number.length < 19; index++) {
    number += groups[index] ?? ''
    if (networks.test(number) && hasCheckDigit(number)) return index
  }
  return undefined
}

/** ISO/IEC 7812: American Express, Diners, Discover, JCB, Mastercard, UnionPay, Visa. */
const networks =
  /^(?:3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|62\d{14,17}|4\d{12}(?:\d{3})?(?:\d{3})?)$/

/** ISO/IEC 7812-1, annex B (Luhn). */
function hasCheckDigit(number: string): boolean {
  if (/^(\d)\1+$/.test(number)) return false
  let sum = 0
  for (let index = 0; index < number.length; index++) {
    const digit = Number(number[number.length - 1 - index])
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
