import { onlySlot, slot } from '../../../core/slot.ts'
import type { Variable } from '../../../core/variable.ts'
import type { ParamType } from '../param-value.ts'

type ResultVariable = Extract<Variable, { type: 'result' }>

/** The variables of one task, each once, and what their values will be. */
export interface Variables {
  readonly list: Variable[]
  /** The slot that stands for the variable. */
  slot(variable: Variable, type?: ParamType): string
  /** The result that a text is and nothing else, when that is a list. */
  listBehind(text: string): ResultVariable | undefined
}

export const createVariables = (): Variables => {
  const list: Variable[] = []
  const types: ParamType[] = []
  const indices = new Map<string, number>()
  return {
    list,
    slot: (variable, type = 'string') => {
      const key = JSON.stringify(variable)
      const index = indices.get(key) ?? list.length
      if (index === list.length) {
        list.push(variable)
        types.push(type)
        indices.set(key, index)
      }
      return slot(index)
    },
    listBehind: (text) => {
      const index = onlySlot(text)
      const variable = index === undefined || types[index] !== 'array' ? undefined : list[index]
      return variable?.type === 'result' ? variable : undefined
    },
  }
}
