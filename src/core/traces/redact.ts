// Takes what may be personal or secret out of texts: addresses of mail, keys, telephone and card numbers, IP addresses.
// The same value becomes the same placeholder, so that who wrote to whom can still be told. Must never keep a value
// where a report could show it, and never miss one silently: what it does not know, nobody counts.

export type RedactedKind = 'email' | 'key' | 'phone' | 'card' | 'ip'

/** Prefixes by which issuers mark their secrets, and keys in PEM. */
const KEYS = [
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]{0,8000}?-----END [A-Z ]{0,30}PRIVATE KEY-----/g,
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/g,
  /(?<![\w-])(?:sk|pk|rk)[-_](?:[A-Za-z]{2,10}[-_])?[\w-]{16,}/g,
  /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|hf_\w{16,}|xox[abposr]-[\w-]{10,}|npm_\w{20,}|AKIA[A-Z0-9]{16}|ASIA[A-Z0-9]{16}|AIza[\w-]{30,}|ya29\.[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|dop_v1_\w{20,})/g,
  /(?<=\b[Bb]earer )[\w.~+/-]{16,}=*/g,
]
const EMAIL = /(?<![\w.%+-])[\w.%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}\b/g
const IP = /(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\.?\w)/g
const IP6 =
  /(?<![\w:])(?:[\da-fA-F]{1,4}:){7}[\da-fA-F]{1,4}(?![\w:])|(?<![\w:])(?:[\da-fA-F]{1,4}:){1,6}(?::[\da-fA-F]{1,4}){1,6}(?![\w:])/g
/** Digits in groups, with what may lead and part them. */
const DIGITS = /(?<![\w.+-])(?:\+|\()?\d(?:[ ().\-/]{0,2}\d){6,18}(?![\w-]|\.\d)/g
const DENSE = /(?<![\w+/-])[\w+/-]{28,256}={0,2}(?![\w+/=-])/g

export class Redactor {
  readonly #known = new Map<string, string>()
  readonly #counts = new Map<RedactedKind, number>()

  /** The text without what may be personal. */
  text(text: string): string {
    let clean = text
    for (const pattern of KEYS) clean = clean.replace(pattern, (found) => this.#placeholder('key', found))
    if (clean.includes('@')) clean = clean.replace(EMAIL, (found) => this.#placeholder('email', found))
    clean = clean.replace(IP, (found) => this.#placeholder('ip', found))
    if (clean.includes(':'))
      clean = clean.replace(IP6, (found) => (/\d/.test(found) ? this.#placeholder('ip', found) : found))
    clean = clean.replace(DIGITS, (found) => this.#digits(found))
    return clean.replace(DENSE, (found) => (isRandom(found) ? this.#placeholder('key', found) : found))
  }

  /** Every text in a value, keys of records aside. */
  value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value)
    if (Array.isArray(value)) return value.map((item) => this.value(item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.value(item)]))
  }

  #digits(found: string): string {
    const digits = found.replace(/\D/g, '')
    if (digits.length >= 13 && isLuhn(digits)) return this.#placeholder('card', digits)
    return isPhone(found, digits) ? this.#placeholder('phone', digits) : found
  }

  #placeholder(kind: RedactedKind, value: string): string {
    const key = `${kind} ${kind === 'email' ? value.toLowerCase() : value}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const number = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, number)
    const placeholder = `[${kind.toUpperCase()}_${number}]`
    this.#known.set(key, placeholder)
    return placeholder
  }
}

/** How many placeholders of each kind stand in a value. */
export function redactedIn(value: unknown): Readonly<Record<RedactedKind, number>> {
  const counts: Record<RedactedKind, number> = { email: 0, key: 0, phone: 0, card: 0, ip: 0 }
  for (const [, kind = ''] of JSON.stringify(value ?? null).matchAll(/\[(EMAIL|KEY|PHONE|CARD|IP)_\d+\]/g)) {
    const name = kind.toLowerCase() as RedactedKind
    counts[name]++
  }
  return counts
}

/** Numbers are long where they are dates, amounts and orders, too: a telephone number leads with + or 0, or is grouped
 *  as one. */
function isPhone(found: string, digits: string): boolean {
  if (digits.length < 7 || digits.length > 15) return false
  if (/^\d{4}[-./]\d{1,2}[-./]\d{1,2}|^\d{1,2}[-./]\d{1,2}[-./]\d{4}/.test(found)) return false
  if (found.startsWith('+')) return true
  if (/^\(\d{2,5}\)/.test(found)) return true
  if (/^0\d/.test(found)) return digits.length >= 9
  return /^\d{3}[-. ]\d{3}[-. ]\d{4}$/.test(found) || /^1[-. ]\d{3}[-. ]\d{3}[-. ]\d{4}$/.test(found)
}

/** The check of card numbers (ISO/IEC 7812-1). */
function isLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return digits.length <= 19 && sum % 10 === 0 && !/^(\d)\1*$/.test(digits)
}

/** Letters of both cases and digits, mixed as no word is: more than 3.5 bits a sign. Also long hexadecimal. */
function isRandom(text: string): boolean {
  if (/^[\da-f]{32,}$/i.test(text)) return /\d/.test(text) && /[a-f]/i.test(text)
  if (!/\d/.test(text) || !/[a-z]/.test(text) || !/[A-Z]/.test(text) || /^[\w-]+(?:\/[\w-]+){2,}$/.test(text))
    return false
  const counts = new Map<string, number>()
  for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1)
  const bits = [...counts.values()].reduce((sum, n) => sum - (n / text.length) * Math.log2(n / text.length), 0)
  return bits > 3.5
}
