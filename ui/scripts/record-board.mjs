/**
 * Records a store's answers for the tests of the board, into `tests/fixtures/board`.
 *
 *     node scripts/record-board.mjs http://127.0.0.1:7171 KEY
 *
 * The store should hold nothing but `scripts/sample-contacts.mjs`. Tests set their clock by what is recorded.
 */
import { writeFileSync } from 'node:fs';
import { format } from 'prettier';

const [url, key] = process.argv.slice(2);
if (!url || !key) throw new Error('Say the address of the store and a board key.');
const folder = new URL('../tests/fixtures/board/', import.meta.url);
const day = 24 * 3_600_000;
const begin = (Math.floor(Date.now() / day) - 27) * day;
const window = (hours) => `forward_h=${hours}&backward_h=${hours}&relation=parent`;
const since = `${window(48)}&from_ms=${begin}`;
const alone = `${since}&presets=none`;

const asked = {
  'fcr-48': `fcr?${since}&by=day`,
  'fcr-week': `fcr?${since}&by=week`,
  'fcr-720': `fcr?${window(720)}&from_ms=${begin}&by=day`,
  'fcr-before': `fcr?${window(48)}&from_ms=${begin - 28 * day}&to_ms=${begin}&presets=none`,
  'fcr-reason': `fcr?${alone}&by=reason`,
  'fcr-whole_reason': `fcr?${alone}&by=whole_reason`,
  'fcr-article': `fcr?${alone}&by=article`,
  noted: `noted?${since}&limit=100`,
  choices: 'choices',
  contacts: `contacts?${since}&limit=145`,
};

for (const [name, query] of Object.entries(asked)) {
  const answer = await fetch(`${url}/v1/${query}`, { headers: { Authorization: `Bearer ${key}` } });
  if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
  const text = JSON.stringify(await answer.json());
  const options = { parser: 'json', printWidth: 100 };
  writeFileSync(new URL(`${name}.json`, folder), await format(text, options));
}
