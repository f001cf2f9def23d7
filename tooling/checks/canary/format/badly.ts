export const  badly = { formatted:1 };
