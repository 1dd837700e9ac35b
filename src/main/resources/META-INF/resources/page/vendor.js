// Both come as Maven artifacts (org.mvnpm) and are served from their jars; the versions are those of the pom.
export {marked} from '../_static/marked/17.0.5/lib/marked.esm.js';
export {default as DOMPurify} from '../_static/dompurify/3.3.3/dist/purify.es.mjs';
