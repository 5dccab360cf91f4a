'use strict';

// Node reads the whole text of a CommonJS file that an ES module imports, to find what it exports. For the compiler's
// nine megabytes that takes longer than to run it; this file is short, and does not look like a re-export to that reader.
const typescript = require('typescript');
module.exports = typescript;
