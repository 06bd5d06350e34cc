/** Why a value was not accepted. Its path grows on the way out, so that a good message costs nothing for it. */
export class Refusal {
  readonly rule: string
  readonly field: string

  constructor(rule: string, field = '') {
    this.rule = rule
    this.field = field
  }

  /** The same refusal, seen from the object or list that holds the value. */
  within(place: string | number): Refusal {
    const inner = this.field === '' || this.field.startsWith('[') ? this.field : `.${this.field}`
    return new Refusal(this.rule, typeof place === 'number' ? `[${place}]${inner}` : `${place}${inner}`)
  }
}

/** Takes a JSON value and gives what to keep of it. */
export type Read = (value: unknown) => unknown
