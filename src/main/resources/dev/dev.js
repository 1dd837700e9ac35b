import {byId, h} from '../page/dom.js';

const PERCENT = new Intl.NumberFormat('en', {style: 'percent', maximumSignificantDigits: 3});

/** Line breaks and lone spaces can be seen. */
const visible = text => text.replaceAll('\n', '↵\n').replace(/^ $/, '␣');

function token({id, text, origin, likely}) {
  const probability = likely[0]?.probability;
  const shade = probability === undefined ? '' : probability >= .9 ? 'p9' : probability >= .5 ? 'p6' : 'p2';
  const words = [`${JSON.stringify(text)} id ${id}, ${origin}`];
  if (probability !== undefined) {
    words.push(PERCENT.format(probability));
    words.push('else ' + likely.slice(1).map(each => `${JSON.stringify(each.text)} ${PERCENT.format(each.probability)}`).join(', '));
  }
  const tell = () => { byId('detail').textContent = words.join(' · '); };
  return h('button', {type: 'button', className: `token ${origin} ${shade}`, onmouseenter: tell, onfocus: tell}, visible(text));
}

function round(each) {
  const untrusted = each.prompt.filter(span => span.kind === 'untrusted').length;
  return h('section', {className: 'round'},
    h('h2', {}, new Date(each.at).toLocaleTimeString(), ` · ${each.end}`),
    h('p', {className: 'numbers'}, `${each.prompt_tokens} tokens read, ${each.kept_tokens} of them as they stood in memory; `
      + `${each.tokens.length} written; ${untrusted} untrusted spans`),
    h('details', {}, h('summary', {}, 'Prompt'),
      h('pre', {tabIndex: 0}, ...each.prompt.map(span => h('span', {className: span.kind}, visible(span.text))))),
    h('h3', {}, 'Written, token by token'),
    h('div', {}, ...each.tokens.map(token)),
    h('div', {className: 'beside'},
      h('div', {}, h('h3', {}, 'Raw'), h('pre', {tabIndex: 0}, visible(each.raw))),
      h('div', {}, h('h3', {}, 'Parsed'), h('table', {}, ...each.events.map(({event, says}) =>
        h('tr', {}, h('th', {scope: 'row'}, event), h('td', {}, visible(says))))))));
}

async function look() {
  const rounds = await (await fetch('dev/rounds')).json();
  byId('rounds').replaceChildren(...rounds.map(round));
}

byId('again').onclick = look;
look();
