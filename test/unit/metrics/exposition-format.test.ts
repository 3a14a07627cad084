import { describe, expect, it } from 'vitest'
import { parseExposition } from '../../support/exposition.ts'

const HEAD = '# HELP a_b Words.\n# TYPE a_b gauge\n'

describe('the reader of the text format that tests rely on', () => {
  it('reads families, labels and escapes', () => {
    const [family] = parseExposition(`${HEAD}a_b{x="1\\n\\"\\\\",y="} ,"} 1.5e-9\na_b{x="2"} 0\n`).values()
    expect(family).toEqual({
      name: 'a_b',
      help: 'Words.',
      kind: 'gauge',
      samples: [
        { name: 'a_b', labels: { x: '1\n"\\', y: '} ,' }, value: 1.5e-9 },
        { name: 'a_b', labels: { x: '2' }, value: 0 },
      ],
    })
  })

  it.each([
    { name: 'NaN', text: `${HEAD}a_b Nan\n`, says: /plain number/ },
    { name: 'infinity', text: `${HEAD}a_b +Inf\n`, says: /plain number/ },
    { name: 'no value', text: `${HEAD}a_b\n`, says: /no value/ },
    { name: 'a timestamp', text: `${HEAD}a_b 1 1795271528123\n`, says: /plain number/ },
    { name: 'a series twice', text: `${HEAD}a_b{x="1",y="2"} 1\na_b{y="2",x="1"} 1\n`, says: /twice/ },
    { name: 'a sample of another family', text: `${HEAD}a_c 1\n`, says: /outside its family/ },
    { name: 'a sample without a head', text: 'a_b 1\n', says: /outside its family/ },
    { name: 'a sample before its TYPE', text: '# HELP a_b Words.\na_b 1\n', says: /outside its family/ },
    { name: 'HELP twice', text: `${HEAD}a_b 1\n# HELP a_b Words.\n`, says: /HELP twice/ },
    { name: 'TYPE twice', text: `${HEAD}# TYPE a_b gauge\na_b 1\n`, says: /TYPE twice/ },
    { name: 'a family without samples', text: HEAD, says: /no samples/ },
    { name: 'a bad metric name', text: `${HEAD}a-b 1\n`, says: /bad name/ },
    { name: 'a bad label name', text: `${HEAD}a_b{x-y="1"} 1\n`, says: /bad label/ },
    { name: 'a label twice', text: `${HEAD}a_b{x="1",x="2"} 1\n`, says: /bad label/ },
    { name: 'an unknown escape', text: `${HEAD}a_b{x="\\t"} 1\n`, says: /bad labels/ },
    { name: 'an open label', text: `${HEAD}a_b{x="1} 1\n`, says: /bad labels/ },
    { name: 'no last line feed', text: `${HEAD}a_b 1`, says: /does not end/ },
  ])('refuses $name', ({ text, says }) => {
    expect(() => parseExposition(text)).toThrow(says)
  })
})
