int neiro_placeholder(void){return 0;}
