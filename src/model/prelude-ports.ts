export const portsText = ``;
