// Puts numbers into an element's style from script, which the strict policy allows and a style attribute is not.
// Must carry geometry only; looks belong to the style sheets.
import { noChange } from 'lit-html'
import { Directive, directive, type ElementPart, type PartInfo, PartType } from 'lit-html/directive.js'

class Place extends Directive {
  constructor(info: PartInfo) {
    super(info)
    if (info.type !== PartType.ELEMENT) throw new Error('place() stands on an element.')
  }

  override update({ element }: ElementPart, [properties]: [Readonly<Record<string, string>>]) {
    const { style } = element as HTMLElement
    for (const [name, value] of Object.entries(properties))
      if (style.getPropertyValue(name) !== value) style.setProperty(name, value)
    return noChange
  }

  render(_properties: Readonly<Record<string, string>>) {
    return noChange
  }
}

/** `<div ${place({ transform: 'translateY(40px)' })}>` */
export const place = directive(Place)
