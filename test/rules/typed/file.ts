// The tests of typed rules give their programs in place of this file. It has a project of its own, which is loaded sooner than all of this one.
export {};
