/** Decimals of a step such as `0.10`, trailing zeros not counted. */
export function decimalsOf(step: string): number {
  return step.replace(/\.?0+$/, '').split('.')[1]?.length ?? 0
}
