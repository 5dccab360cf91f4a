export const manager = (() => {
  let flag = false;
  return { isServer() { return flag; }, set(v: boolean) { flag = v; } };
})();
