/** The only import of `typescript` as a value. */
import ts from '#typescript';

export default ts;
