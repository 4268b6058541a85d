// Says questions again in the words of somebody who types in a hurry: the same gold, other words around the names.
//   node rephrase.mjs FILE … > rephrased.jsonl       each question at most once; those that no rule changes are left out
// Deterministic: the choices of a sentence come from its own text.
import { readFileSync } from 'node:fs'

// FNV-1a, then xorshift32.
function random(text) {
  let state = 2166136261
  for (const byte of Buffer.from(text)) state = Math.imul(state ^ byte, 16777619) >>> 0
  return () => {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 4294967296
  }
}

const number = '(\\d[\\d.,]*|one|two|three|four|five|six|ten)'
// [what, one of these, how often]
const rules = [
  [/^(what|which) (is|are|was|were) (the )?/i, ['', '', 'show ', 'give me the ', 'list ', 'I need the '], 1],
  [/^(find|show|list|return|give|give me|show me|report|display|tell me|select|compute|calculate|count) (me )?(all |all the |the |out the )?/i, ['', '', 'show me ', 'get ', 'pull the '], 0.8, /^count/i],
  [/^count (the )?(number of )?/i, ['number of ', 'count of ', 'how many '], 1],
  [/^how many (.+?) (are there|do we have|exist|are in total|in total)\b/i, ['number of $1', 'count of $1', 'total $1', '$1 count'], 0.9],
  [/^for (each|every) ([a-z]+), (.+?)[.?]?$/i, ['$3 per $2', '$3 by $2', '$3 for each $2'], 1],
  [/\b(for|of|in) (each|every) (?!of\b|the\b)/gi, ['per ', 'by ', 'per each '], 0.85],
  [/\baverages?\b/gi, ['avg', 'mean', 'average'], 0.8],
  [/\bmaximum\b/gi, ['max', 'highest', 'largest', 'top'], 0.8],
  [/\bminimum\b/gi, ['min', 'lowest', 'smallest'], 0.8],
  [/\b(the )?total number of\b/gi, ['number of', 'count of', 'total'], 0.9],
  [/\b(the )?number of\b/gi, ['number of', 'count of', 'no. of', '# of', 'how many'], 0.6],
  [/\bin (the )?descending order of (their |the |its )?/gi, ['by descending ', 'sorted descending by ', 'in falling order of '], 0.9],
  [/\bin (the )?ascending order of (their |the |its )?/gi, ['by ascending ', 'sorted ascending by ', 'in rising order of '], 0.9],
  [/\b(in alphabetical order|alphabetically|in lexicographical order|lexicographically)\b/gi, ['A to Z', 'alphabetically', 'sorted alphabetically'], 0.8],
  [/\b(sorted|ordered|order|sort)( them| the results?)? by (.+?) in descending order/gi, ['by $3 descending', 'highest $3 first', 'sorted by $3 desc'], 1],
  [/\b(sorted|ordered|order|sort)( them| the results?)? by (.+?) in ascending order/gi, ['by $3 ascending', 'lowest $3 first', 'sorted by $3 asc'], 1],
  [new RegExp(`\\b(more|greater|larger|higher|bigger) than ${number}\\b`, 'gi'), ['over $2', 'above $2', '> $2', 'more than $2'], 0.9],
  [new RegExp(`\\b(less|smaller|lower|fewer) than ${number}\\b`, 'gi'), ['under $2', 'below $2', '< $2'], 0.9],
  [new RegExp(`\\bat least ${number}\\b`, 'gi'), ['$1 or more', 'min. $1', '>= $1', 'at least $1'], 0.8],
  [new RegExp(`\\bat most ${number}\\b`, 'gi'), ['up to $1', 'no more than $1', '<= $1'], 0.8],
  [/\b(who|that|which) (do|does|did) not have (any |an |a )?/gi, ['without ', 'with no ', 'who have no '], 0.9],
  [/\b(who|that|which) (have|has|had) the (most|least|fewest|highest|largest|lowest|smallest|greatest)\b/gi, ['with the $3', 'with $3'], 0.9],
  [/\b(who|that|which) (have|has) /gi, ['with '], 0.5],
  [/\bthe (largest|highest|greatest|maximum) (number|amount|count) of\b/gi, ['the most', 'the highest number of', 'most'], 0.9],
  [/\bthe (smallest|lowest|least|minimum) (number|amount|count) of\b/gi, ['the fewest', 'the lowest number of', 'fewest'], 0.9],
  [/\bwhose ([a-z]+) (is|are|was|equals) (?!(not|more|less|greater|larger|higher|lower|smaller|above|below|between|in|the)\b)/gi, ['with $1 ', 'where $1 is ', 'with a $1 of '], 0.7],
  [/\b(different|distinct)\b/gi, ['unique', 'different', 'distinct'], 0.7],
  [/\bas well as\b|\btogether with\b|\balong with\b/gi, ['and', 'plus', 'with'], 0.9],
  [/\b(corresponding|respective|associated) /gi, [''], 0.9],
  [/ (in the database|on record|in our records|in the system|in total)\b/gi, [''], 0.9],
]

function rephrased(question) {
  const next = random(question)
  const quoted = /["'“‘]/.test(question)
  let said = question.trim()
  let changed = 0
  for (const [what, ways, often, unless] of rules) {
    if (unless?.test(said) || next() > often) continue
    const way = ways[Math.floor(next() * ways.length)]
    const made = said.replace(what, way)
    if (made !== said && made.trim()) {
      said = made
      changed++
    }
  }
  if (!changed) return null
  const style = next()
  if (style < 0.45) said = said.replace(/\b(the|all the|all of the) (?!(the|most|least|fewest|first|last|same)\b)/gi, '')
  if (style < 0.8) said = said.replace(/[.?!]+$/, '')
  if (style < 0.35 && !quoted) said = said.toLowerCase()
  said = said.replace(/\s+/g, ' ').replace(/ ([,.?])/g, '$1').trim()
  return said === question.trim() ? null : said
}

for (const file of process.argv.slice(2))
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (!line) continue
    const asked = JSON.parse(line)
    const question = rephrased(asked.question)
    if (question) process.stdout.write(JSON.stringify({ ...asked, question }) + '\n')
  }
