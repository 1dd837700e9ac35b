import {h} from './dom.js';

/** A JSON value as nodes: objects as definition lists, lists as lists, the rest as text. */
export function shown(value) {
  if (Array.isArray(value) && value.length) {
    return h('ol', {}, ...value.map(each => h('li', {}, shown(each))));
  }
  if (isObject(value) && Object.keys(value).length) {
    return h('dl', {className: 'value'}, ...Object.entries(value).flatMap(([name, each]) => [
      h('dt', {}, name),
      h('dd', {}, shown(each)),
    ]));
  }
  return document.createTextNode(typeof value === 'string' ? value : JSON.stringify(value));
}

/** What is in it, in one line. */
export function gist(value) {
  const found = [];
  collect(value, found);
  return found.join(' · ');
}

/** `city: "Reykjavik", unit: "celsius"` */
export function signature(argumentsObject) {
  return Object.entries(argumentsObject).map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ');
}

const MOST = 12;

function collect(value, found) {
  if (found.length >= MOST) {
    return;
  }
  if (isObject(value) || Array.isArray(value)) {
    Object.values(value).forEach(each => collect(each, found));
  } else if (value !== null) {
    found.push(String(value));
  }
}

const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value);
