import { Linter } from 'eslint';
import * as parser from '@typescript-eslint/parser';
import { readFileSync } from 'node:fs';
import coffman from '/work/main/src/index.ts';
let n=0,slow:[number,string][]=[];
for (const f of readFileSync(0,'utf8').trim().split('\n')) {
  const code = readFileSync(f,'utf8'); const t=Date.now();
  const r = new Linter().verify(code, [{files:['**/*'],languageOptions:{parser: parser as never}}, coffman.configs.recommended as never], f.endsWith('js')?'a.js':'a.ts');
  n++; const d=Date.now()-t; if(d>1500) slow.push([d,f+' '+code.length]);
  for (const m of r) if (m.ruleId?.startsWith('coffman')||(!/Parsing|Definition/.test(m.message))) console.log(f,m.line,m.message.slice(0,200));
}
console.log(n,'files',slow);
